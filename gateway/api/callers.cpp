#include "gateway/api/callers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing::api {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> role_names{
    {{Role::viewer, "viewer"}, {Role::maker, "maker"}, {Role::checker, "checker"}, {Role::operator_, "operator"}}};

constexpr std::array<std::string_view, 4> machine_roles{"gateway", "local-bureau", "national", "partner"};

bool is_a_person_of(const DivisionCode& own_region, const tls::Identity& identity) {
    return identity.region == own_region.text && std::ranges::find(machine_roles, identity.role) == machine_roles.end();
}

}  // namespace

std::string_view name_of(Role role) {
    for (const auto& [candidate, name] : role_names)
        if (candidate == role) return name;
    return {};
}

std::optional<Role> role_named(std::string_view name) {
    for (const auto& [role, text] : role_names)
        if (text == name) return role;
    return std::nullopt;
}

bool User::has(Role role) const {
    return std::ranges::find(roles, role) != roles.end();
}

Callers::Callers(DivisionCode own_region, std::vector<User> users)
    : own_region_(std::move(own_region)), users_(std::move(users)) {}

const User* Callers::who(const http::Request& request) const {
    for (const User& user : users_) {
        if (request.socket_uid && user.uid == request.socket_uid) return &user;
        const bool same_certificate =
            request.peer && !user.certificate.empty() && request.peer->name == user.certificate;
        if (same_certificate && is_a_person_of(own_region_, *request.peer)) return &user;
    }
    return nullptr;
}

std::string described_caller(const http::Request& request) {
    if (request.socket_uid) return fmt::format("uid {}", *request.socket_uid);
    if (request.peer)
        return fmt::format("certificate {} ({}, {})", request.peer->name, request.peer->region, request.peer->role);
    return "nobody";
}

}  // namespace clearing::api
