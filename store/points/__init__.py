"""Points (积分): what was earned, the ledger, the gifts."""
