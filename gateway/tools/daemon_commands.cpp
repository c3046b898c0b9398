#include "gateway/tools/group.hpp"

namespace clearing::tools {
namespace {

void add_list(CLI::App* parent, Session& session, const std::string& about, const std::string& path,
              std::string (*print)(const json::Value&)) {
    command(parent, "list", about, [&session, path, print] { show(session, session.get(path), print); });
}

void add_peers(CLI::App& app, Session& session) {
    CLI::App* peer = group(app, "peer", "The other sides");
    add_list(peer, session, "The other sides as the daemon knows them", "/peers", print_peers);
    struct Order {
        std::string peer, state;
    };
    auto order = std::make_shared<Order>();
    const std::string about = "Send what is not real time, or keep it back (role operator)";
    CLI::App* forwarding = command(peer, "forwarding", about, [&session, order] {
        const json::Value body = json::Object{{"peer", order->peer}, {"on", order->state == "on"}};
        show(session, session.post("/forwarding", json::write(body)), print_forwarding);
    });
    forwarding->add_option("name", order->peer, "the other side's name, as in peer list")->required();
    forwarding->add_option("state", order->state, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
    explain(forwarding, "peer forwarding shanghai off");
}

void add_audit(CLI::App& app, Session& session) {
    CLI::App* audit = group(app, "audit", "Who did what");
    add_limited(audit, session, {"tail", "The newest audit events", "/audit", print_audit});
}

void add_clock(CLI::App& app, Session& session) {
    CLI::App* clock = group(app, "clock", "The business clock of tests and replay");
    auto to = std::make_shared<std::string>();
    CLI::App* advance = command(
        clock, "advance", "Put it forward; only where the configuration has one (role operator)", [&session, to] {
            const json::Value body = json::Object{{"to", *to}};
            show(session, session.post("/clock/advance", json::write(body)), [](const json::Value& answer) {
                const json::Value* time = answer.find("business_time");
                return time && time->as_string() ? *time->as_string() : json::write(answer);
            });
        });
    advance->add_option("--to", *to, "\"2018-10-17 00:05:00\", Asia/Shanghai")->required();
    explain(advance, "clock advance --to \"2018-10-17 00:05:00\"");
}

}  // namespace

void add_daemon_commands(CLI::App& app, Session& session) {
    command(&app, "status", "The daemon and its backlog",
            [&session] { show(session, session.get("/status"), print_status); });
    add_peers(app, session);
    CLI::App* certificates = group(app, "cert", "Certificates");
    add_list(certificates, session, "Certificates and the revocation list, with their ends", "/certificates",
             print_certificates);
    add_audit(app, session);
    add_clock(app, session);
}

}  // namespace clearing::tools
