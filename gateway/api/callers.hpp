#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/infra/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::api {

enum class Role : std::uint8_t { viewer, maker, checker, operator_ };
std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

/// A user of the configuration: by uid on the Unix socket, or by certificate.
struct User {
    std::string name;  ///< stands in the audit log
    std::optional<std::uint32_t> uid;
    std::string certificate;  ///< common name; empty: none
    std::vector<Role> roles;

    bool has(Role role) const;
};

/// Who calls? A certificate counts only with our own region and a person's role: those of gateways, partners, platforms
/// and bureau systems come from the same CA and speak elsewhere.
class Callers {
public:
    Callers(DivisionCode own_region, std::vector<User> users);

    /// Null: nobody we know.
    const User* who(const http::Request& request) const;

private:
    DivisionCode own_region_;
    std::vector<User> users_;
};

/// For the record of a refusal: "uid 1000", "certificate shanghai (310000, partner)", "nobody".
std::string described_caller(const http::Request& request);

}  // namespace clearing::api
