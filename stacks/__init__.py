"""What this repository deploys: the schema of a stack file, and the program that turns one into components."""
