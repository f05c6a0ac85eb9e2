// Package sellerwire is the vocabulary shared by typed clients for five
// inventory and order services.
package sellerwire
