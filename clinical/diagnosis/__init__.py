"""Which definitions the child meets: Kawasaki disease, MIS-C and its phenotype."""
