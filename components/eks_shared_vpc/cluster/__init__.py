"""An EKS cluster on subnets of any account."""
