"""The entry of a year's tables for a data catalogue, after DCAT-AP-DK 2.0.2.

The profile is that of the Danish Agency for Digital Government (https://github.com/digst/DCAT-AP-DK).
Addresses are relative to the file, since only whoever publishes the folder knows where it will be.
The profile knows no checksum but SHA-1; those of the files (SHA-256) stand in the data package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(
    descriptor: Mapping[str, Any], year: int, resources: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Catalogue with one dataset, the tables of a year, and a distribution for each table.

    Returns JSON-LD. Every node says its type, so that it validates without further files.
    """
    publisher = {"@type": "foaf:Agent", "foaf:name": "The midtjylland project"}
    licence = {
        "@type": "dct:LicenseDocument",
        "rdfs:label": _english(descriptor["licenses"][0]["title"]),
    }
    return {
        "@context": _CONTEXT,
        "@id": "dcat.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _english(descriptor["title"]),
        "dct:description": _english("Checked tables of one contract year, and their findings."),
        "dct:publisher": publisher,
        "dcat:dataset": {
            **_dataset(descriptor, year),
            "dct:publisher": publisher,
            "dcat:distribution": [_distribution(each, licence) for each in resources],
        },
    }


def _dataset(descriptor: Mapping[str, Any], year: int) -> dict[str, Any]:
    sources = ", ".join(f"{each['title']} ({each['publisher']})" for each in descriptor["sources"])
    return {
        "@id": "datapackage.json",
        "@type": "dcat:Dataset",
        "dct:identifier": descriptor["name"],
        "dct:title": _english(descriptor["title"]),
        "dct:description": _english(
            "Tables read from public meeting papers and checked against the papers' own totals. "
            "What disagrees is listed in the table findings, and so is every correction: only "
            "those that somebody published are applied."
        ),
        "dct:accessRights": _authority("access-right/PUBLIC", "dct:RightsStatement"),
        "dct:language": _authority("language/DAN", "dct:LinguisticSystem"),
        "dct:spatial": _authority("country/DNK", "dct:Location"),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _english(f"Derived from {sources}."),
        },
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(f"{year}-01-01"),
            "dcat:endDate": _day(f"{year}-12-31"),
        },
        "dcat:theme": {
            **_authority("data-theme/ECON", "skos:Concept"),
            "skos:prefLabel": _english("Economy and finance"),
        },
    }


def _distribution(resource: Mapping[str, Any], licence: Mapping[str, Any]) -> dict[str, Any]:
    address = {"@id": str(resource["path"])}
    return {
        "@type": "dcat:Distribution",
        "dct:title": _english(resource["name"]),
        "dct:description": _english(resource["description"]),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:byteSize": {"@type": "xsd:decimal", "@value": str(resource["bytes"])},
        "dcat:mediaType": {
            "@id": "https://www.iana.org/assignments/media-types/text/csv",
            "@type": "dct:MediaType",
        },
        "dct:format": _authority("file-type/CSV", "dct:MediaTypeOrExtent"),
        "dct:license": licence,
    }


def _english(text: str) -> dict[str, str]:
    return {"@language": "en", "@value": text}


def _day(text: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": text}


def _authority(name: str, kind: str) -> dict[str, str]:
    return {"@id": f"{_EU}/{name}", "@type": kind}
