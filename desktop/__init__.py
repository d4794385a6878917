"""The shell: window, tabs and command line. The only room with a clock and with Qt."""
