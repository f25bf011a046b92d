"""What a change of the program or of a stack file changes in the accounts, and what that means."""
