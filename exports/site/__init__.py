"""The pages for everybody: plain files that a web server offers."""
