#pragma once

#include "gateway/api/world.hpp"
#include "gateway/domain/error.hpp"
#include "gateway/infra/http/message.hpp"
#include "gateway/infra/json/value.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::api {

/// A request that has found its route and may take it.
struct Ask {
    http::Request request;
    std::string actor;                        ///< the user's name
    std::map<std::string, std::string> path;  ///< the route's {parameters}, percent-decoded
};

struct Parameter {
    std::string_view name;
    std::string_view meaning;
    std::vector<std::string_view> values = {};  ///< a closed list; empty: any text
    bool required = false;
};

using Handler = ports::awaitable<http::Response> (*)(World& world, Ask ask);

/// One row of the interface. The OpenAPI document is made of these rows, so the two cannot part.
struct Route {
    std::string_view method;
    std::string_view path;     ///< below /api/v1, with {parameters}
    std::optional<Role> role;  ///< none: any user of the configuration
    std::string_view summary;
    std::vector<Parameter> query;
    std::string_view body;    ///< name of the request's schema, or a media type ("text/csv"); empty: no body
    std::string_view schema;  ///< name of the answer's schema
    Handler handler;
    unsigned success = 200;
};

inline constexpr std::string_view base_path = "/api/v1";

std::span<const Route> routes();

/// The route's {parameters} when the path fits its pattern.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path);

json::Value openapi(std::span<const Route> table, std::string_view version);

// The handlers, by subject.
ports::awaitable<http::Response> get_status(World& world, Ask ask);
ports::awaitable<http::Response> get_peers(World& world, Ask ask);
ports::awaitable<http::Response> get_certificates(World& world, Ask ask);
ports::awaitable<http::Response> get_audit(World& world, Ask ask);
ports::awaitable<http::Response> get_openapi(World& world, Ask ask);
ports::awaitable<http::Response> advance_clock(World& world, Ask ask);
ports::awaitable<http::Response> list_doubts(World& world, Ask ask);
ports::awaitable<http::Response> order_reversal(World& world, Ask ask);
ports::awaitable<http::Response> release_reversal(World& world, Ask ask);
ports::awaitable<http::Response> withdraw_reversal(World& world, Ask ask);
ports::awaitable<http::Response> list_outbox(World& world, Ask ask);
ports::awaitable<http::Response> resume_outbox(World& world, Ask ask);
ports::awaitable<http::Response> list_forwarding(World& world, Ask ask);
ports::awaitable<http::Response> switch_forwarding(World& world, Ask ask);
ports::awaitable<http::Response> get_alarms(World& world, Ask ask);
ports::awaitable<http::Response> acknowledge_alarm(World& world, Ask ask);
ports::awaitable<http::Response> list_settlements(World& world, Ask ask);
ports::awaitable<http::Response> get_settlement(World& world, Ask ask);
ports::awaitable<http::Response> list_days(World& world, Ask ask);
ports::awaitable<http::Response> get_day(World& world, Ask ask);
ports::awaitable<http::Response> close_day(World& world, Ask ask);
ports::awaitable<http::Response> start_closing(World& world, Ask ask);
ports::awaitable<http::Response> import_day_file(World& world, Ask ask);
ports::awaitable<http::Response> export_day_file(World& world, Ask ask);
ports::awaitable<http::Response> get_institutions(World& world, Ask ask);
ports::awaitable<http::Response> get_month_table(World& world, Ask ask);
ports::awaitable<http::Response> list_statements(World& world, Ask ask);
ports::awaitable<http::Response> get_statement(World& world, Ask ask);
ports::awaitable<http::Response> get_document(World& world, Ask ask);
ports::awaitable<http::Response> get_month(World& world, Ask ask);
ports::awaitable<http::Response> list_revisions(World& world, Ask ask);
ports::awaitable<http::Response> make_revision(World& world, Ask ask);
ports::awaitable<http::Response> release_revision(World& world, Ask ask);
ports::awaitable<http::Response> list_differences(World& world, Ask ask);
ports::awaitable<http::Response> import_mapping(World& world, Ask ask);
ports::awaitable<http::Response> import_mapping_set(World& world, Ask ask);
ports::awaitable<http::Response> list_mapping_versions(World& world, Ask ask);
ports::awaitable<http::Response> diff_mapping(World& world, Ask ask);
ports::awaitable<http::Response> dry_run_mapping(World& world, Ask ask);
ports::awaitable<http::Response> activate_mapping(World& world, Ask ask);
ports::awaitable<http::Response> roll_back_mapping(World& world, Ask ask);
ports::awaitable<http::Response> cover_mapping(World& world, Ask ask);
ports::awaitable<http::Response> look_up_mapping(World& world, Ask ask);
ports::awaitable<http::Response> replay_mapping(World& world, Ask ask);
ports::awaitable<http::Response> list_mapping_gaps(World& world, Ask ask);
ports::awaitable<http::Response> get_mapping_job(World& world, Ask ask);

}  // namespace clearing::api
