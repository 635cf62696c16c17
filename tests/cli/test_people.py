"""`badges erase`: a person is forgotten, on order and after asking."""
