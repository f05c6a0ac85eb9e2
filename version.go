package sellerwire

// Version is the version of this module, as the User-Agent header names it.
const Version = "0.1.0"
