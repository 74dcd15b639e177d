"""FHIR R4 in and out: plain JSON, no package of others; never needed to start the terminal."""
