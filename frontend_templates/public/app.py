"""The public site's ASGI app: ``granian --interface asgi frontend_templates.public.app:app``."""

from frontend_templates.common.app import log_to_stderr, make_app
from frontend_templates.common.refusals import refuse
from frontend_templates.common.settings import read
from frontend_templates.public.routes import public_routes
from frontend_templates.public.site import public_site

refuse()
log_to_stderr(read("HEADLAND_LOG_LEVEL"))
app = make_app(public_site(), public_routes)
