"""The API's description (OpenAPI), made in the CMS process from the routes and the content types; pinned in docs/."""
