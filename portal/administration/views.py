"""The administrators' pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.operations import AccountClosed
from cycles.models import Cycle, CycleRole
from cycles.pages import differences, sent_again
from partners import organisers
from partners.models import Coordinator, Organisation
from portal.administration import lists, operations
from portal.administration.access import administrators_only
from portal.administration.forms import (
    AccountFilter,
    AccountForm,
    CoordinatorForm,
    JobFilter,
    MailFilter,
    OrganiserEditForm,
    OrganiserForm,
)
from portal.home.administration import figures
from records import antivirus
from records.models import Job, Mail


@require_safe
@administrators_only
def overview(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/administration/overview.html",
        {"section": "overview", "figures": figures(), "antivirus": antivirus.standing()},
    )


@administrators_only
def organiser_list(request: HttpRequest) -> HttpResponse:
    form = OrganiserForm(request.POST or None)
    if form.is_valid():
        try:
            organiser = organisers.create_organiser(actor=request.user, **form.cleaned_data)
        except organisers.OrganiserExists:
            form.add_error("name", _("Another organisation that runs cycles has this name."))
        else:
            messages.success(request, _("%(name)s is created. Add its coordinators.") % {"name": organiser.name})
            return redirect("portal:organiser-edit", organiser.pk)
    context = {"section": "organisers", "form": form, "page": lists.page_of(request, lists.organisers())}
    return render(request, "portal/administration/organiser_list.html", context)


def organiser_of(pk: int) -> Organisation:
    return get_object_or_404(Organisation, pk=pk, is_organiser=True)


@administrators_only
def organiser_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organiser = organiser_of(pk)
    form = OrganiserEditForm(request.POST or None, organiser=organiser)
    if form.is_valid():
        try:
            organisers.edit_organiser(actor=request.user, organiser=organiser, **form.cleaned_data)
        except organisers.OrganiserExists:
            form.add_error("name", _("Another organisation that runs cycles has this name."))
        except organisers.OrganiserChanged:
            return organiser_stale(request, organiser_of(pk))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": form.cleaned_data["name"]})
            return redirect("portal:organiser-edit", pk)
    return organiser_page(request, organiser, form, CoordinatorForm(prefix="co"))


def organiser_stale(request: HttpRequest, organiser: Organisation) -> HttpResponse:
    """Another administrator changed it meanwhile: what was typed stays, beside what is saved."""
    saved = OrganiserEditForm(organiser=organiser)
    typed = OrganiserEditForm(sent_again(request, seen=organisers.shown(organiser)), organiser=organiser)
    stale = {"change": None, "rows": differences(typed, saved)}
    return organiser_page(request, organiser, typed, CoordinatorForm(prefix="co"), stale=stale)


def organiser_page(
    request: HttpRequest,
    organiser: Organisation,
    form: OrganiserEditForm,
    adding: CoordinatorForm,
    stale: dict | None = None,
) -> HttpResponse:
    context = {
        "stale": stale,
        "section": "organisers",
        "organiser": organiser,
        "form": form,
        "adding": adding,
        "coordinators": organiser.coordinators.select_related("user").order_by("user__email"),
        "cycles": organiser.cycles.order_by("sort_key", "pk")[: lists.PER_PAGE],
    }
    return render(request, "portal/administration/organiser_edit.html", context, status=409 if stale else 200)


@require_POST
@administrators_only
def coordinator_add(request: HttpRequest, pk: int) -> HttpResponse:
    organiser = organiser_of(pk)
    adding = CoordinatorForm(request.POST, prefix="co")
    if adding.is_valid():
        try:
            added = organisers.add_coordinator(actor=request.user, organiser=organiser, **adding.cleaned_data)
        except organisers.CoordinatorExists:
            adding.add_error("email", _("This person already coordinates for this organisation."))
        except AccountClosed:
            adding.add_error("email", _("The account of this address is disabled: enable it first."))
        else:
            text = _("%(email)s may now create cycles for %(name)s. A mail says how to sign in.")
            messages.success(request, text % {"email": added.user.email, "name": organiser.name})
            return redirect("portal:organiser-edit", pk)
    return organiser_page(request, organiser, OrganiserEditForm(organiser=organiser), adding)


@require_POST
@administrators_only
def coordinator_remove(request: HttpRequest, pk: int, coordinator: int) -> HttpResponse:
    row = get_object_or_404(Coordinator.objects.select_related("user", "organiser"), organiser=pk, pk=coordinator)
    organisers.remove_coordinator(actor=request.user, coordinator=row)
    text = _("%(email)s creates no more cycles for %(name)s. Those that exist are not touched.")
    messages.success(request, text % {"email": row.user.email, "name": row.organiser.name})
    return redirect("portal:organiser-edit", pk)


@require_safe
@administrators_only
def account_list(request: HttpRequest) -> HttpResponse:
    chosen = AccountFilter(request.GET)
    page = lists.page_of(request, chosen.narrow(lists.accounts()))
    context = {"section": "accounts", "filter": chosen, "page": page}
    return render(request, "portal/administration/account_list.html", context)


DONE = {
    "disable": gettext_lazy("%(email)s is disabled and signed out."),
    "enable": gettext_lazy("%(email)s may sign in again."),
    "make_administrator": gettext_lazy("%(email)s is an administrator now."),
    "remove_administrator": gettext_lazy("%(email)s is no longer an administrator."),
}


@administrators_only
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(lists.accounts(), pk=pk)
    form = AccountForm(request.POST or None)
    if form.is_valid():
        change_account(request, account, form.cleaned_data["action"])
        still = User.objects.filter(pk=request.user.pk, is_administrator=True).exists()
        return redirect("portal:account-edit", pk) if still else redirect("portal:home")
    context = {
        "section": "accounts",
        "account": account,
        "is_own": account == request.user,
        "roles": account.cycle_roles.select_related("cycle").order_by("cycle__sort_key", "pk"),
        "participations": Cycle.objects.filter(participations__person__user=account).distinct(),
        "alone": led_alone(account),
    }
    return render(request, "portal/administration/account_edit.html", context)


def led_alone(account: User) -> list[str]:
    """The cycles that nobody would coordinate if this account were disabled."""
    others = CycleRole.objects.filter(role="coordinator", user__is_active=True).exclude(user=account)
    led = Cycle.objects.filter(roles__user=account, roles__role="coordinator").exclude(state=Cycle.State.ARCHIVED)
    return list(led.exclude(pk__in=others.values("cycle")).values_list("title", flat=True))


def change_account(request: HttpRequest, account: User, action: str) -> None:
    try:
        if action in {"disable", "enable"}:
            operations.set_active(actor=request.user, user=account, active=action == "enable")
        else:
            administrator = action == "make_administrator"
            operations.set_administrator(actor=request.user, user=account, administrator=administrator)
    except operations.OwnAccount:
        messages.error(request, _("One does not disable one’s own account: ask another administrator."))
    except operations.LastAdministrator:
        messages.error(request, _("This is the last administrator: nothing was changed. Make another one first."))
    else:
        messages.success(request, DONE[action] % {"email": account.email})


@require_safe
@administrators_only
def mail_list(request: HttpRequest) -> HttpResponse:
    chosen = MailFilter(request.GET)
    page = lists.page_of(request, chosen.narrow(Mail.objects.all()))
    context = {"section": "mails", "filter": chosen, "page": page, "rows": lists.mail_rows(page)}
    return render(request, "portal/administration/mail_list.html", context)


@require_POST
@administrators_only
def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(Mail, pk=pk)
    try:
        operations.retry_mail(actor=request.user, mail=mail)
    except operations.NotToRetry:
        messages.error(request, _("This mail has gone or was cancelled meanwhile: nothing was changed."))
    else:
        messages.success(request, _("The mail to %(email)s is tried again at once.") % {"email": mail.to_email})
    return redirect("portal:mail-list")


@require_safe
@administrators_only
def job_list(request: HttpRequest) -> HttpResponse:
    chosen = JobFilter(request.GET)
    page = lists.page_of(request, chosen.narrow(Job.objects.select_related("created_by")))
    context = {"section": "jobs", "filter": chosen, "page": page, "rows": lists.job_rows(page)}
    return render(request, "portal/administration/job_list.html", context)


@require_POST
@administrators_only
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=pk)
    try:
        operations.retry_job(actor=request.user, job=job)
    except operations.NotToRetry:
        messages.error(request, _("This job has not failed, or another of its kind is under way: nothing was changed."))
    else:
        messages.success(request, _("The job is tried again."))
    return redirect("portal:job-list")
