#include "tests/system/world.hpp"

#include "tests/support/private_postgres.hpp"
#include "tests/system/claim.hpp"
#include "tests/system/lent_ports.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace clearing::test {
namespace {

using std::chrono::milliseconds;
constexpr std::string_view first_moment = "2018-10-16 08:00:00";
constexpr milliseconds answer_limit{15'000};

unsigned short or_straight(unsigned short line, unsigned short port) {
    return line == 0 ? port : line;
}

World::Ports free_ports() {
    static_assert(sizeof(World::Ports) / sizeof(unsigned short) == lent_at_once);
    const auto ports = lend_ports();
    return {ports[0], ports[1], ports[2], ports[3], ports[4], ports[5],
            ports[6], ports[7], ports[8], ports[9], ports[10]};
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::trunc) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

json::Value parse_or_throw(const std::string& text) {
    json::Limits limits;
    limits.max_bytes = 64 * 1024 * 1024;
    auto value = json::parse(text, limits);
    if (!value) throw std::runtime_error("no JSON (" + value.error().reason + "): " + text.substr(0, 200));
    return std::move(*value);
}

Reply read_reply(std::expected<http::Response, http::CallFailure> response) {
    Reply reply;
    if (!response) {
        reply.err_msg = response.error().reason;
        return reply;
    }
    reply.status = response->status;
    reply.body = response->body;
    reply.headers = response->headers;
    const auto json = json::parse(reply.body);
    if (!json) return reply;
    reply.infcode = text_of(*json, "infcode");
    reply.err_msg = text_of(*json, "err_msg");
    if (reply.err_msg.starts_with("[GW")) reply.code = reply.err_msg.substr(1, reply.err_msg.find(']') - 1);
    if (const json::Value* output = json->find("output")) reply.output = *output;
    return reply;
}

std::unique_ptr<World> the_world;

/// One world for all tests; both processes must end well when asked to.
struct WholeRun {
    void setup() { the_world = std::make_unique<World>(); }
    void teardown() {
        if (!the_world) return;
        BOOST_TEST(the_world->stop_gateway() == 0);
        BOOST_TEST(the_world->stop_peers() == 0);
        the_world.reset();
    }
};
BOOST_TEST_GLOBAL_FIXTURE(WholeRun);

}  // namespace

std::string text_of(const json::Value& value, std::string_view name) {
    const json::Value* member = value.find(name);
    if (member == nullptr) return {};
    if (const auto* text = member->as_string()) return *text;
    if (const auto* number = member->as_number()) return number->text;
    if (const auto* flag = member->as_bool()) return *flag ? "true" : "false";
    return {};
}

bool is_busy_machine() {
    double load = 0;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    return ::getloadavg(&load, 1) == 1 && load > 2.0 * cores;
}

std::string World::binary(const std::string& name) {
    const char* elsewhere = std::getenv("GATEWAY_TEST_BIN");  // binaries of another build, while developing
    return (elsewhere != nullptr ? std::string(elsewhere) : std::string(CLEARING_BINARY_DIR) + "/bin") + "/" + name;
}

World& World::instance() {
    return *the_world;
}

World::Surroundings& World::surroundings() {
    static Surroundings around;
    return around;
}

World::Ports World::new_ports() {
    return free_ports();
}

World::World() : database_(std::make_unique<TestDatabase>()), ports_(free_ports()) {
    if (surroundings().lines) lines_ = surroundings().lines(ports_, database_->daemon_url());
    write_keys();
    write_mappings();
    write_peers_config("peers", ports_, "national");
    http::ClientOptions control;
    control.unix_socket = file("peers.sock");
    peers_client_ = http::make_client(loop_.executor(), control);
    bureau_ = client(ports_.local_bureau, "local-bureau");
    start_peers();
    start_gateway();
}

World::~World() {
    for (auto* client : {bureau_.get(), peers_client_.get()})
        loop_.run(client->stop());
}

void World::write_keys() const {
    write_file(file("encryption.key"), std::string(64, '5') + "\n");
    write_file(file("token.key"), std::string(64, 'a') + "\n");
}

/// The reviewed tables and a few rows more, by which one district of Guiyang is reached over a platform of its own.
void World::write_mappings() const {
    std::filesystem::copy(CLEARING_SOURCE_DIR "/mappings", file("mappings"));
    const auto add = [this](const std::string& leaf, const std::string& row) {
        std::istringstream text(read_file(file("mappings") / leaf));
        std::string head_and_rows, line;
        do {
            std::getline(text, line);
            head_and_rows += line + "\n";
        } while (line.starts_with('#'));
        std::vector<std::string> rows{row};
        while (std::getline(text, line))
            rows.push_back(line);
        std::ranges::sort(rows);
        for (const std::string& each : rows)
            head_and_rows += each + "\n";
        write_file(file("mappings") / leaf, head_and_rows);
    };
    const std::string rest = "system test\tpending";
    for (const char* direction : {"resident_away", "visitor"})
        add("routes.tsv", fmt::format("520103\t{}\tinpatient\t2017-01-01\t-\tzhejiang\t{}", direction, rest));
    add("counterparties.tsv", "zhejiang\t5201\t2017-01-01\t-\t520100\t" + rest);
    add("policies.tsv", "visitor\tzhejiang\t*\t*\tinpatient\t*\t2017-01-01\t-\tresidence+referral\t-\t" + rest);
}

void World::write_gateway_config(const std::string& leaf, const Ports& own, const std::string& business_clock) const {
    const std::string books = leaf == "gateway" ? "code_books" : leaf + ".code_books";
    std::string text = fmt::format("mappings = \"{}\"\ncode_books = \"{}\"\nbusiness_clock = \"{}\"\n",
                                   file("mappings").string(), file(books).string(), business_clock);
    text += "[own]\nregion = \"330200\"\nagency_code = \"330200\"\nagency_name = \"宁波市医疗保障基金管理中心\"\n";
    text += fmt::format("[keys]\nencryption = \"{0}/encryption.key\"\ntoken = \"{0}/token.key\"\n",
                        directory_.path().string());
    text += fmt::format(
        "[tls]\ncertificate = \"{0}/gateway.crt\"\nkey = \"{0}/gateway.key\"\nca = \"{0}/ca.crt\"\n"
        "crl = \"{0}/ca.crl\"\n",
        pki_.path().string());
    text += fmt::format("[listeners]\nunix_socket = \"{}\"\n", file(leaf + ".sock").string());
    for (const auto& [name, port] :
         std::initializer_list<std::pair<const char*, unsigned short>>{{"local_bureau", own.local_bureau},
                                                                       {"delta", own.delta},
                                                                       {"national", own.national},
                                                                       {"api", own.api},
                                                                       {"metrics", own.metrics}})
        text += fmt::format("{} = {{ address = \"127.0.0.1\", port = {} }}\n", name, port);
    const std::string deadlines = fmt::format(
        "deadlines_ms = {{ settle = {0}, cancel = {0}, reverse = {0}, query = {0}, day = 10000 }}\n", settle_limit_ms);
    text += fmt::format(
                "[[platforms]]\nname = \"delta\"\nadapter = \"yangtze_delta\"\naddresses = [\"127.0.0.1:{}\"]\n"
                "peer = \"shanghai\"\npeer_region = \"310000\"\npeer_role = \"partner\"\n",
                or_straight(lines_.shanghai, ports_.shanghai)) +
            deadlines;
    text += fmt::format(
                "[[platforms]]\nname = \"national\"\nadapter = \"national\"\naddresses = [\"127.0.0.1:{}\"]\n"
                "peer = \"national\"\npeer_region = \"100000\"\npeer_role = \"national\"\n",
                or_straight(lines_.hub, ports_.hub)) +
            deadlines;
    // One more platform of the national format, at its second address; and one that calls at a door of its own.
    text += fmt::format(
                "[[platforms]]\nname = \"zhejiang\"\nadapter = \"national\"\n"
                "addresses = [\"127.0.0.1:{}\", \"127.0.0.1:{}\"]\nvocabulary = \"local\"\n"
                "peer = \"zhejiang\"\npeer_region = \"330000\"\npeer_role = \"national\"\n",
                ports_.unused, ports_.zhejiang) +
            deadlines;
    text += fmt::format(
                "[[platforms]]\nname = \"guangdong\"\nadapter = \"national\"\naddresses = [\"127.0.0.1:{0}\"]\n"
                "listen = \"127.0.0.1:{1}\"\npeer = \"guangdong\"\npeer_region = \"440300\"\npeer_role = \"partner\"\n",
                ports_.unused, own.own_door) +
            deadlines;
    text += fmt::format("[bureau_core]\nhost = \"127.0.0.1\"\nport = {}\n", or_straight(lines_.core, ports_.core)) +
            deadlines;
    const std::string& limits = surroundings().limits;
    text += "[limits]\n";
    text += limits.empty() ? fmt::format(
                                 "max_body_bytes = 262144\nmax_frame_bytes = 262144\nshutdown_ms = {}\n"
                                 "handshake_ms = 3000\nidle_ms = 20000\n",
                                 shutdown_limit_ms)
                           : limits;
    text += fmt::format("[schedule]\nenabled = {}\nfirst_ms = 500\nlongest_ms = 2000\n",
                        surroundings().days_close_by_themselves);
    text += "[resolver]\nfirst_ms = 200\nlongest_ms = 1000\n[log]\nlevel = \"info\"\nformat = \"text\"\n";
    if (!surroundings().log_file.empty()) text += fmt::format("file = \"{}\"\n", surroundings().log_file.string());
    text += fmt::format(
        "[[users]]\nname = \"tester\"\nuid = {}\nroles = [\"viewer\", \"maker\", \"checker\", \"operator\"]\n",
        ::getuid());
    for (const char* duty : {"maker", "checker"})
        text += fmt::format(
            "[[users]]\nname = \"finance-{0}\"\ncertificate = \"finance-{0}\"\nroles = [\"viewer\", \"{0}\"]\n", duty);
    write_file(file(leaf + ".toml"), text + surroundings().gateway_config);
}

void World::write_peers_config(const std::string& leaf, const Ports& peers, const std::string& hub_certificate) const {
    std::string text = fmt::format(
        "business_clock = \"{}\"\ndata = \"{}/sim-peers\"\ncontrol_socket = \"{}\"\npki = "
        "\"{}\"\n",
        first_moment, CLEARING_SOURCE_DIR, file(leaf + ".sock").string(), pki_.path().string());
    if (surroundings().peers_keep_a_journal)
        text += fmt::format("journal = \"{}\"\n", file(leaf + ".journal").string());
    text += fmt::format(
        "[gateway]\nhost = \"127.0.0.1\"\ndivision = \"330200\"\nbureau_port = {}\ndelta_port = {}\n"
        "national_port = {}\n",
        or_straight(lines_.local_bureau, ports_.local_bureau), or_straight(lines_.delta, ports_.delta),
        or_straight(lines_.national, ports_.national));
    text += fmt::format("[shanghai]\nport = {}\ncertificate = \"shanghai\"\n", peers.shanghai);
    text += fmt::format("[hub]\nport = {}\ncertificate = \"{}\"\n", peers.hub, hub_certificate);
    text += fmt::format("[bureau_core]\nport = {}\ncertificate = \"local-bureau\"\n", peers.core);
    write_file(file(leaf + ".toml"), text);
}

void World::start_peers() {
    peers_process_ = Process({binary("sim-peer"), "--config", file("peers.toml").string()}, {}, file("sim-peer.log"));
    const bool ready = comes_true([this] { return !peers_process_.is_running() || is_ready(*peers_client_, "/ready"); },
                                  std::chrono::seconds(30));
    if (!ready || !peers_process_.is_running()) fail_to_start("sim-peer");
}

void World::start_gateway(std::vector<std::string> environment) {
    gateway_ = start_daemon("gateway", ports_, std::move(environment));
}

Process World::start_daemon(const std::string& leaf, const Ports& ports, std::vector<std::string> environment) {
    std::string now = text_of(peers("GET", "/clock"), "now");
    write_gateway_config(leaf, ports, now.substr(0, 19));
    const auto& around = surroundings().gateway_environment;
    environment.insert(environment.end(), around.begin(), around.end());
    environment.push_back("GATEWAY_DATABASE_URL=" +
                          (lines_.database_url.empty() ? database_->daemon_url() : lines_.database_url));
    Process daemon({binary("gatewayd"), "--config", file(leaf + ".toml").string()}, std::move(environment),
                   file(leaf + ".log"));
    http::ClientOptions options;
    options.port = ports.metrics;
    const auto metrics = http::make_client(loop_.executor(), options);
    const bool ready =
        comes_true([&] { return !daemon.is_running() || is_ready(*metrics, "/readyz"); }, std::chrono::seconds(30));
    loop_.run(metrics->stop());
    if (!ready || !daemon.is_running()) fail_to_start(leaf);
    return daemon;
}

bool World::is_ready(http::Client& client, const std::string& path) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    const auto answer = loop_.run(client.call(std::move(request), milliseconds(1000)));
    return answer && answer->status == 200;
}

void World::fail_to_start(const std::string& what) {
    for (const char* log : {"sim-peer.log", "gateway.log"})
        std::fprintf(stderr, "---- %s\n%s\n", log, read_file(file(log)).c_str());
    throw std::runtime_error(what + " did not start");
}

std::string World::log_of_gateway() const {
    return read_file(file("gateway.log"));
}

int World::stop_gateway() {
    gateway_.signal(SIGTERM);
    return gateway_.wait(std::chrono::seconds(30)).value_or(-1);
}

int World::stop_peers() {
    peers_process_.signal(SIGTERM);
    return peers_process_.wait(std::chrono::seconds(20)).value_or(-1);
}

bool World::comes_true(const std::function<bool()>& holds, milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(milliseconds(50));
    }
    return true;
}

std::unique_ptr<http::Client> World::client(unsigned short port, const std::string& certificate) {
    http::ClientOptions options;
    options.port = port;
    options.credentials = pki_.credentials(certificate);
    options.expected_region = "330200";
    options.expected_role = "gateway";
    options.max_connections = 64;
    return http::make_client(loop_.executor(), std::move(options));
}

boost::asio::awaitable<Reply> World::sending(std::string body) {
    return sending_over(*bureau_, std::move(body), answer_limit);
}

boost::asio::awaitable<Reply> World::sending_over(http::Client& client, std::string body, milliseconds limit) {
    http::Request request;
    request.method = "POST";
    request.path = "/fsi/api/rsfComIfsService";
    request.headers["content-type"] = "application/json; charset=utf-8";
    request.body = std::move(body);
    auto calling = client.call(std::move(request), limit);
    auto response = co_await std::move(calling);
    co_return read_reply(std::move(response));
}

Reply World::send(std::string body) {
    return loop_.run(sending(std::move(body)));
}

Reply World::send_as(const std::string& certificate, unsigned short port, std::string body) {
    const auto caller = client(port, certificate);
    Reply reply = loop_.run(sending_over(*caller, std::move(body), answer_limit));
    loop_.run(caller->stop());
    return reply;
}

Ran World::try_ctl(const std::string& arguments, const std::string& socket) {
    std::vector<std::string> words{binary("gatewayctl"), "--json", "--quiet", "--socket", file(socket).string()};
    std::istringstream text(arguments);
    for (std::string word; text >> word;) {
        if (word == "--to") {  // the only value with a blank in it
            std::string day, time;
            text >> day >> time;
            words.insert(words.end(), {word, day + " " + time});
        } else {
            words.push_back(word);
        }
    }
    return run_program(std::move(words), directory_.path());
}

json::Value World::ctl(const std::string& arguments) {
    const Ran ran = try_ctl(arguments);
    if (ran.exit_code != 0)
        throw std::runtime_error(fmt::format("gatewayctl {}: exit {}: {}", arguments, ran.exit_code, ran.output));
    return parse_or_throw(ran.output);
}

std::map<std::string, std::string> World::books() {
    std::map<std::string, std::string> found;
    for (const json::Value& row : *ctl("settlement list --all").find("settlements")->as_array()) {
        const std::string state = text_of(row, "state");
        if (state != "refused") found[text_of(row, "id")] = state;
    }
    return found;
}

std::size_t World::booked() {
    std::size_t count = 0;
    for (const auto& [id, state] : books())
        count += state == "booked";
    return count;
}

std::size_t World::booked_at(const std::string& peer_book) {
    const json::Value book = peers("GET", "/books/" + peer_book);
    const std::string count = text_of(*book.find("counts"), "booked");
    return count.empty() ? 0 : std::stoul(count);
}

long long World::unresolved() {
    const json::Value status = ctl("status");
    const json::Value& backlog = *status.find("backlog");
    long long sum = 0;
    for (const char* name : {"awaiting_answer", "in_doubt", "reversing"})
        sum += std::stoll(text_of(backlog, name));
    return sum;
}

std::size_t World::audit_events(const std::string& event, const std::string& containing) {
    std::size_t count = 0;
    for (const json::Value& row : *ctl("audit tail --limit 1000").find("events")->as_array())
        count += text_of(row, "event") == event && json::write(row).find(containing) != std::string::npos;
    return count;
}

json::Value World::peers(const std::string& method, const std::string& target, const std::string& body) {
    http::Request request;
    request.method = method;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    for (std::istringstream rest(question == std::string::npos ? "" : target.substr(question + 1)); rest;) {
        std::string pair;
        if (!std::getline(rest, pair, '&')) break;
        request.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
    }
    request.body = body;
    auto answer = loop_.run(peers_client_->call(std::move(request), std::chrono::seconds(19)));
    if (!answer) throw std::runtime_error("the peers' control: " + answer.error().reason);
    if (answer->status >= 400) throw std::runtime_error("the peers' control: " + answer->body);
    return parse_or_throw(answer->body);
}

std::string World::play(const std::string& story, const std::string& more) {
    const json::Value played =
        peers("POST", "/play", fmt::format(R"({{"story":"{}"{}{}}})", story, more.empty() ? "" : ",", more));
    const std::string outcome = text_of(played, "outcome");
    if (outcome != "as_expected") BOOST_TEST_MESSAGE(json::write(played));
    return outcome;
}

void World::fault(const std::string& role, const std::string& name, const std::string& on, int ms, int count) {
    std::string body = fmt::format(R"({{"role":"{}","name":"{}","ms":{})", role, name, ms);
    if (count >= 0) body += fmt::format(R"(,"count":{})", count);
    if (!on.empty()) body += fmt::format(R"(,"on":["{}"])", on);
    peers("POST", "/faults", body + "}");
}

void World::no_faults() {
    peers("DELETE", "/faults");
}

void World::advance_clocks(const std::string& to) {
    peers("POST", "/clock/advance", fmt::format(R"({{"to":"{}"}})", to));
    ctl("clock advance --to " + to);
}

void UntouchedBooks::setup() {
    before = World::instance().books();
}

void UntouchedBooks::teardown() {
    const Reply reply = World::instance().send(sign_in());
    BOOST_TEST(reply.is_yes(), "the gateway still serves: " << reply.err_msg);
    const auto after = World::instance().books();
    for (const auto& [id, state] : after)
        BOOST_TEST((before.contains(id) && before.at(id) == state), id << " was not " << state << " before");
    BOOST_TEST(after.size() == before.size());
    BOOST_TEST(World::instance().unresolved() == 0);
}

}  // namespace clearing::test
