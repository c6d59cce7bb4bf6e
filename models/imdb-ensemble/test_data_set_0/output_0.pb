BscoresJ
’>•ãs?Ó-x=lé?