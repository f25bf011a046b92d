"""Records a program without a cloud, and says what it makes of it."""
