"""Who runs where: worker processes beside the devices, and the pool that reads pictures."""
