"""Commands that search, ask and maintain the library. Each imports heavy libraries only when it runs."""
