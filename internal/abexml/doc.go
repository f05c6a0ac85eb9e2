// Package abexml is what AbeBooks' two services for sellers have in common,
// InventoryUpdate and Order Update: how a request is framed and signed in, how a
// reply is taken apart, and the codes of a refusal.
package abexml
