"""What leads what: imported metrics, runs of the linkage, findings on screen."""
