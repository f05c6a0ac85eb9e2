package inflight

// Len is the number of keys that take memory.
func (k *Keys) Len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.queues)
}
