"""Signing in and out, and the desk where each role begins."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from hrbudget import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("desk/", views.desk, name="desk"),
]
