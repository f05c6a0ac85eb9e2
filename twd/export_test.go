package twd

// LockedItems is the number of stock numbers that take memory in the lock.
func (c *Client) LockedItems() int {
	c.items.mu.Lock()
	defer c.items.mu.Unlock()
	return len(c.items.entries)
}
