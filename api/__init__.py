"""Every door: intake, the approval inbox as JSON and as pages, sign-in, health and metrics."""
