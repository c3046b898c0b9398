#include "gateway/tools/group.hpp"

namespace clearing::tools {
namespace {

void add_list(CLI::App& app, Session& session, const std::string& name, const std::string& verb,
              const std::string& about, const std::string& path, std::string (*print)(const json::Value&)) {
    CLI::App* parent = group(app, name, about);
    command(parent, verb, about, [&session, path, print] { show(session, session.get(path), print); });
}

void add_limited(CLI::App& app, Session& session, const std::string& name, const std::string& verb,
                 const std::string& about, const std::string& path, std::string (*print)(const json::Value&)) {
    CLI::App* parent = group(app, name, about);
    CLI::App* list = command(parent, verb, about, {});
    const auto query = QueryOptions(list).add("limit", "at most so many (100)").reader();
    list->callback([&session, path, print, query] { show(session, session.get(path, query()), print); });
}

void add_clock(CLI::App& app, Session& session) {
    CLI::App* clock = group(app, "clock", "The business clock of tests and replay");
    auto to = std::make_shared<std::string>();
    CLI::App* advance = command(clock, "advance", "Put it forward", [&session, to] {
        const json::Value body = json::Object{{"to", *to}};
        show(session, session.post("/clock/advance", json::write(body)), [](const json::Value& answer) {
            const json::Value* time = answer.find("business_time");
            return time && time->as_string() ? *time->as_string() : json::write(answer);
        });
    });
    advance->add_option("--to", *to, "\"2018-10-17 00:05:00\", Asia/Shanghai")->required();
}

}  // namespace

void add_daemon_commands(CLI::App& app, Session& session) {
    command(&app, "status", "The daemon and its backlog",
            [&session] { show(session, session.get("/status"), print_status); });
    add_list(app, session, "peer", "list", "The other sides as the daemon knows them", "/peers", print_peers);
    add_list(app, session, "cert", "list", "Certificates and the revocation list, with their ends", "/certificates",
             print_certificates);
    add_limited(app, session, "alarm", "list", "Alarms nobody has acknowledged", "/alarms", print_alarms);
    add_limited(app, session, "audit", "tail", "The newest audit events", "/audit", print_audit);
    add_clock(app, session);
}

}  // namespace clearing::tools
