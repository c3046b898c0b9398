#include "tests/faults/comparison.hpp"

#include "tests/system/clearing_day.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::test {
namespace {

/// The gateway's API over its Unix socket: a process of gatewayctl for each settlement would take too long.
class Api {
public:
    explicit Api(World& world) : world_(world) {
        http::ClientOptions options;
        options.unix_socket = world.file("gateway.sock");
        client_ = http::make_client(world.loop().executor(), options);
    }
    ~Api() { world_.loop().run(client_->stop()); }

    json::Value get(const std::string& path, std::map<std::string, std::string> query = {}) {
        http::Request request;
        request.method = "GET";
        request.path = "/api/v1" + path;
        request.query = std::move(query);
        const auto response = world_.loop().run(client_->call(std::move(request), std::chrono::seconds(15)));
        if (!response) throw std::runtime_error("the API: " + response.error().reason);
        json::Limits limits;
        limits.max_bytes = 64 * 1024 * 1024;
        auto value = json::parse(response->body, limits);
        if (!value || response->status != 200) throw std::runtime_error("the API: " + response->body.substr(0, 300));
        return std::move(*value);
    }

private:
    World& world_;
    std::unique_ptr<http::Client> client_;
};

bool counts(const std::string& state) {
    return state == "booked" || state == "cancelled";
}

Booked ours(const json::Value& row) {
    return {text_of(row, "state"), fen(text_of(row, "total")), fen(text_of(row, "fund_total")),
            fen(text_of(row, "account")), fen(text_of(row, "cash"))};
}

Booked theirs(const json::Value& row) {
    const json::Value& split = *row.find("split");
    return {text_of(row, "state"), fen(text_of(split, "medfee_sumamt")), fen(text_of(split, "fund_pay_sumamt")),
            fen(text_of(split, "acct_pay")), fen(text_of(split, "psn_cash_pay"))};
}

/// What a peer's book holds that counts, of one treatment province, by one of its columns.
Bookings book_of(World& world, const std::string& book, const std::string& treatment, const char* id) {
    Bookings found;
    const json::Value answer = world.peers("GET", "/books/" + book);
    for (const json::Value& row : *answer.find("settlements")->as_array())
        if (counts(text_of(row, "state")) && text_of(row, "treatment_division").starts_with(treatment))
            found[text_of(row, id)] = theirs(row);
    return found;
}

/// Ids that never change once a settlement counts, so each is asked for once.
struct Names {
    std::string key, their_id, bill;
};
Names names_of(Api& api, const std::string& id) {
    static std::map<std::string, Names> known;
    const auto found = known.find(id);
    if (found != known.end()) return found->second;
    const json::Value whole = api.get("/settlements/" + id);
    return known[id] = {text_of(*whole.find("key"), "id"), text_of(whole, "their_id"),
                        text_of(whole, "visit") + "/" + text_of(whole, "bill")};
}

std::vector<json::Value> all_of_ours(Api& api) {
    std::vector<json::Value> rows;
    for (std::map<std::string, std::string> query{{"limit", "1000"}};;) {
        const json::Value page = api.get("/settlements", query);
        for (const json::Value& row : *page.find("settlements")->as_array())
            rows.push_back(row);
        const std::string next = text_of(page, "next");
        if (next.empty()) return rows;
        query["after"] = next;
    }
}

void compare(const TwoBooks& pair, Findings& findings) {
    for (const auto& [id, booked] : pair.ours) {
        const auto found = pair.theirs.find(id);
        if (found == pair.theirs.end())
            findings.lost.push_back(pair.name + ": only we have " + id);
        else if (found->second != booked)
            findings.differing.push_back(pair.name + ": " + id + " is " + booked.state + " with us and " +
                                         found->second.state + " there, or of other amounts");
    }
    for (const auto& [id, booked] : pair.theirs)
        if (!pair.ours.contains(id)) findings.lost.push_back(pair.name + ": only they have " + id);
}

/// One bill as its hospital was told last, and as it stands with us.
void compare_bill(const AllBooks& books, const Bill& bill, Findings& findings) {
    const std::string& id = bill.settlement_id;
    const bool is_booked = books.visitors.contains(id);
    if ((bill.state == Bill::State::paid || bill.state == Bill::State::cancelled) && !is_booked)
        findings.lost.push_back("the hospital was told yes, our books do not hold " + id);
    if (bill.state == Bill::State::cancelled && is_booked && !books.cancelled.contains(id))
        findings.lost.push_back("the hospital was told that it is cancelled, our books hold it as booked: " + id);
    if (bill.state == Bill::State::reversed && is_booked)
        findings.lost.push_back("the hospital was told that it is reversed, our books still hold " + id);
}

}  // namespace

AllBooks read_books(World& world) {
    Api api(world);
    AllBooks books;
    TwoBooks delta{"Shanghai's persons here", {}, book_of(world, "shanghai", "33", "settlement_id")};
    TwoBooks hub{"the hub's persons here", {}, book_of(world, "hub", "33", "setl_id")};
    TwoBooks from_shanghai{"ours in Shanghai", {}, book_of(world, "shanghai", "31", "settlement_id")};
    TwoBooks from_beijing{"ours in Beijing", {}, book_of(world, "beijing", "11", "setl_id")};
    TwoBooks core{"ours at the bureau's core", {}, book_of(world, "bureau-core", "", "setl_id")};
    for (const json::Value& row : all_of_ours(api)) {
        const std::string id = text_of(row, "id"), state = text_of(row, "state"), platform = text_of(row, "platform");
        if (state == "awaiting_answer" || state == "in_doubt" || state == "reversing") ++books.open;
        if (!counts(state)) continue;
        ++books.booked;
        const Names names = names_of(api, id);
        if (text_of(row, "kind") == "settle" && state == "booked") books.standing[names.bill].push_back(id);
        if (text_of(row, "direction") == "visitor") {
            if (text_of(row, "kind") == "settle") books.visitors[id] = names.bill;
            if (state == "cancelled") books.cancelled.insert(id);
            (platform == "delta" ? delta : hub).ours[platform == "delta" ? id : names.their_id] = ours(row);
        } else {
            (platform == "delta" ? from_shanghai : from_beijing).ours[platform == "delta" ? names.key : id] = ours(row);
            core.ours[names.their_id] = ours(row);
        }
    }
    books.pairs = {std::move(delta), std::move(hub), std::move(from_shanghai), std::move(from_beijing),
                   std::move(core)};
    return books;
}

Findings compare(const AllBooks& books) {
    Findings findings;
    for (const TwoBooks& pair : books.pairs)
        compare(pair, findings);
    for (const auto& [bill, ids] : books.standing)
        if (ids.size() > 1)
            findings.doubled.push_back(fmt::format("bill {} stands booked as {}", bill, fmt::join(ids, " and ")));
    return findings;
}

Findings compare(const AllBooks& books, const std::list<Bill>& bills, const AllBooks& before) {
    Findings findings = compare(books);
    std::set<std::string> paid, cancelled;
    for (const Bill& bill : bills) {
        if (bill.was_paid() && !paid.insert(bill.settlement_id).second)
            findings.doubled.push_back("two bills were answered with " + bill.settlement_id);
        compare_bill(books, bill, findings);
        if (bill.state == Bill::State::cancelled) cancelled.insert(bill.settlement_id);
    }
    std::map<std::string, int> times;
    for (const auto& [id, bill] : books.visitors) {
        if (before.visitors.contains(id)) continue;
        if (++times[bill] > 1) findings.doubled.push_back("bill " + bill + " is booked more than once: " + id);
        if (!paid.contains(id)) findings.guessed.push_back("booked, and the hospital was never told yes: " + id);
        if (books.cancelled.contains(id) && !cancelled.contains(id))
            findings.guessed.push_back("cancelled, and the hospital was never told so: " + id);
    }
    return findings;
}

std::string Findings::text() const {
    std::string text;
    for (const auto& [name, list] : {std::pair{"lost", &lost}, std::pair{"doubled", &doubled},
                                     std::pair{"guessed", &guessed}, std::pair{"differing", &differing}})
        for (const std::string& sentence : *list)
            text += std::string("\n  ") + name + ": " + sentence;
    return text;
}

}  // namespace clearing::test
