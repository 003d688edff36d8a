"""What pyproject.toml cannot say: a wheel is built from the sources alone."""

import shutil

from setuptools import setup
from setuptools.command.build import build


class CleanBuild(build):
    """Build into an empty folder: setuptools packs whatever an older version left in it."""

    def run(self) -> None:
        """Empty the folder, then build."""
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


setup(cmdclass={"build": CleanBuild})
