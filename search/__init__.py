"""Search: what a query means, what an answer holds, and two engines that give it."""
