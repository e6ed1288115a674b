"""A course made ready for other places: as files and archives in memory, which `ch4.cli.export` writes."""
