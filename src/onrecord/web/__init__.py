"""Staff pages and the public site: request -> call -> response."""
