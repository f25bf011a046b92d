"""AWS in AWS's words: one typed view for each thing, read from the recorded graph.

Type tokens and property names of AWS resources are in this folder, and in data files, only. To read a further thing is
to add a file with a view of it: every module here is loaded before the first model is built.
"""
