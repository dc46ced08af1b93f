"""What is asked of the data of an event, check by check; what the checks mean is said in locale/*/quality.yaml."""
