"""The coronary arteries: z scores, size classes, and how they change."""
