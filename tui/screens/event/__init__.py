"""The pages of an occurrence: plan and register, sign-up, desk, roll call, sheet, closing."""
