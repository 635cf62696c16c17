"""Badge pictures: shape, colour and pictogram → SVG → PNG. Values in, bytes out."""
