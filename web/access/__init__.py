"""Identity of the client: sessions, single sign-on, proxies; rate limits."""
