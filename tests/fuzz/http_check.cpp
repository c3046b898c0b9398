#include "gateway/infra/http/wire.hpp"
#include "tests/fuzz/check.hpp"

#include <algorithm>

namespace clearing::fuzz {
namespace {

using namespace http;

constexpr WireLimits limits{.max_header_bytes = 2048, .max_body_bytes = 4096};

struct Read {
    std::vector<RequestReader::Taken> requests;
    unsigned refused_with = 0;
};

Read read_requests(const std::vector<std::string_view>& pieces) {
    RequestReader reader(limits);
    Read read;
    for (const std::string_view piece : pieces) {
        reader.append(piece);
        while (true) {
            const auto progress = reader.advance();
            if (!progress) {
                read.refused_with = progress.error().status;
                promise(read.refused_with == 400 || read.refused_with == 413 || read.refused_with == 431,
                        "a refusal without a proper status");
                return read;
            }
            if (*progress != Progress::complete) break;
            auto taken = reader.take();
            if (!taken) {
                read.refused_with = taken.error().status;
                return read;
            }
            promise(taken->request.body.size() <= limits.max_body_bytes, "a body beyond the limit");
            read.requests.push_back(std::move(*taken));
        }
    }
    return read;
}

bool equal(const Request& a, const Request& b) {
    return a.method == b.method && a.path == b.path && a.query == b.query && a.headers == b.headers && a.body == b.body;
}

/// A request as our client would send it on reads as the same at our server.
void check_sent_on(const Request& request) {
    Request ours = request;
    ours.headers.erase("host");
    const auto bytes = to_wire(ours, "peer");
    if (!bytes) return;  // it cannot be sent as it is, and says so
    const Read read = read_requests({*bytes});
    if (read.refused_with != 0) {
        promise(read.refused_with != 400, "we send a request that is none");
        return;  // our own heading made it too long
    }
    promise(read.requests.size() == 1, "one request became several");
    const Request& there = read.requests.front().request;
    promise(there.method == ours.method && there.path == ours.path && there.body == ours.body, "a request changed");
    promise(there.query == ours.query, "a query changed");
}

}  // namespace

bool check_http_request(Bytes bytes) {
    if (bytes.empty()) return false;
    const std::string_view stream = text_of(bytes).substr(1);
    // What is no HTTP may be noticed sooner or later by pieces; what is complete is the same.
    const Read whole = read_requests({stream});
    const Read cut = read_requests(pieces_of(stream, bytes[0]));
    promise(whole.requests.size() == cut.requests.size(), "where the stream is cut makes a difference");
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
        promise(equal(whole.requests[i].request, cut.requests[i].request), "a request in pieces is another");
        promise(whole.requests[i].keep_alive == cut.requests[i].keep_alive, "keep-alive depends on the pieces");
        check_sent_on(whole.requests[i].request);
    }
    return !whole.requests.empty();
}

bool check_http_response(Bytes bytes) {
    if (bytes.empty()) return false;
    const std::string_view stream = text_of(bytes).substr(1);
    const bool to_head = (bytes[0] & 1U) != 0;
    const auto read = [&](const std::vector<std::string_view>& pieces, Response& into) {
        ResponseReader reader(limits, to_head);
        for (const std::string_view piece : pieces) {
            const auto done = reader.append(piece);
            if (!done) return false;
            if (!*done) continue;
            into = reader.take();
            return true;
        }
        if (!reader.end()) return false;
        into = reader.take();
        return true;
    };
    Response whole, cut;
    const bool is_complete = read({stream}, whole);
    promise(read(pieces_of(stream, bytes[0]), cut) == is_complete, "where the stream is cut makes a difference");
    if (!is_complete) return false;
    promise(whole.body == cut.body && whole.status == cut.status, "an answer in pieces is another");
    promise(whole.body.size() <= limits.max_body_bytes, "a body beyond the limit");
    Response again;
    const std::string sent = to_wire(whole, true, false);
    ResponseReader reader({.max_header_bytes = 64 * 1024, .max_body_bytes = 64 * 1024}, false);
    if (whole.status < 200) return true;
    const auto done = reader.append(sent);
    promise(done.has_value() && *done, "an answer we wrote cannot be read");
    again = reader.take();
    promise(again.status == whole.status, "an answer changed");
    return true;
}

}  // namespace clearing::fuzz
