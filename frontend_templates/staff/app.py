"""The staff site's ASGI app: ``granian --interface asgi frontend_templates.staff.app:app``."""

from frontend_templates.common.app import log_to_stderr, make_app
from frontend_templates.common.refusals import refuse
from frontend_templates.common.settings import read
from frontend_templates.staff.routes import staff_routes
from frontend_templates.staff.site import staff_site

refuse()
log_to_stderr(read("HEADLAND_LOG_LEVEL"))
app = make_app(staff_site(), staff_routes)
