"""Who is asking: sessions, sign-in, proxies, rate limits."""
