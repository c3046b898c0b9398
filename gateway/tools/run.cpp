#include "gateway/infra/config/version.hpp"
#include "gateway/tools/commands.hpp"

#include <cstdlib>

#include <CLI/CLI.hpp>

namespace clearing::tools {
namespace {

constexpr const char* usual_socket = "/run/gateway/gateway.sock";

constexpr const char* about = "Talks to the clearing gateway's daemon; what is offline works without one.";

void add_target(CLI::App& app, Session& session) {
    const char* socket = std::getenv("GATEWAY_SOCKET");
    session.target.socket = socket ? socket : usual_socket;
    app.add_flag("--json", session.as_json, "print what the daemon answers, for programs");
    app.add_flag("--quiet", session.quiet, "tell nothing of how far long work is");
    app.add_option("--socket", session.target.socket,
                   "the daemon's Unix socket (default: $GATEWAY_SOCKET or /run/gateway/gateway.sock)");
    auto* url = app.add_option("--url", session.target.url, "https://host:8443 instead of the socket");
    // Who calls over the network is known by a certificate, and trusts by a CA and its revocation list.
    for (auto* needed : {app.add_option("--cert", session.target.certificate, "with --url: client certificate, PEM"),
                         app.add_option("--key", session.target.key, "with --url: its key, PEM"),
                         app.add_option("--ca", session.target.ca, "with --url: the CA, PEM"),
                         app.add_option("--crl", session.target.crl, "with --url: its revocation list, PEM")}) {
        needed->needs(url);
        url->needs(needed);
    }
}

Exit obey(CLI::App& app, const Session& session, const std::vector<std::string>& arguments, std::ostream& out,
          std::ostream& err) {
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
        const bool is_help = app.exit(error, out, err) == 0;
        return is_help ? Exit::ok : Exit::usage;
    }
    return session.exit_status();
}

/// A full disk is only heard of once everything has left the program: a file that was cut off must not pass for done.
Exit after_the_last_byte(Exit status, std::ostream& out, std::ostream& err) {
    out.flush();
    if (out) return status;
    err << "gatewayctl: standard output cannot be written\n";
    return status == Exit::ok ? Exit::failed : status;
}

}  // namespace

int run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err, Connect connect) {
    return run(std::move(arguments), out, err, std::move(connect), watching(err));
}

int run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err, Connect connect, Watching watching) {
    Session session(out, err, std::move(connect), std::move(watching));
    CLI::App app(about, "gatewayctl");
    // Commands say it as well, each its own where it differs.
    app.footer(std::string(usual_exit_status));
    app.set_version_flag("--version", std::string("gatewayctl ") + config::program_version);
    app.require_subcommand(1);
    // --json and --socket may stand before or after the command.
    app.fallthrough();
    add_target(app, session);
    add_daemon_commands(app, session);
    add_work_commands(app, session);
    add_payment_commands(app, session);
    add_adjustment_commands(app, session);
    add_settlement_commands(app, session);
    add_day_commands(app, session);
    add_calendar_commands(app, session);
    add_statement_commands(app, session);
    add_prefund_commands(app, session);
    add_mapping_commands(app, session);
    add_offline_commands(app, session);
    const Exit status = obey(app, session, arguments, out, err);
    return static_cast<int>(after_the_last_byte(status, out, err));
}

}  // namespace clearing::tools
