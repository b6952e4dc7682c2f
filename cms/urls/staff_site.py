"""Addresses under ``/api/staff/v1/`` that only the staff site uses."""

from django.urls import path

from cms.staff_site.bookmarks import Bookmarks, OneBookmark, OneSavedSearch, SavedSearches
from cms.staff_site.questions import OneQuestion, Questions
from cms.staff_site.sign_in import Me, SignInExchange, SignOut
from cms.staff_site.work import Desk, Tasks

urlpatterns = [
    path("sign-in", SignInExchange.as_view(), name="staff-sign-in-exchange"),
    path("sign-out", SignOut.as_view(), name="staff-sign-out"),
    path("me", Me.as_view(), name="staff-me"),
    path("tasks", Tasks.as_view(), name="staff-tasks"),
    path("desk", Desk.as_view(), name="staff-desk"),
    path("bookmarks", Bookmarks.as_view(), name="staff-bookmarks"),
    path("bookmarks/<anyuuid:content_id>", OneBookmark.as_view(), name="staff-bookmark"),
    path("questions", Questions.as_view(), name="staff-questions"),
    path("questions/<int:key>", OneQuestion.as_view(), name="staff-question"),
    path("searches", SavedSearches.as_view(), name="staff-searches"),
    path("searches/<int:key>", OneSavedSearch.as_view(), name="staff-search"),
]
