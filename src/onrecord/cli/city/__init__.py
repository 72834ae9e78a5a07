"""The demo city: fictional people and incidents, made by the same actions as everybody's."""
