#include "gateway/infra/http/wire.hpp"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace clearing::http;

namespace {

constexpr WireLimits limits{.max_header_bytes = 400, .max_body_bytes = 20};

/// Feeds all of `text` and answers the first request.
RequestReader::Taken read(RequestReader& reader, std::string_view text) {
    reader.append(text);
    const auto progress = reader.advance();
    BOOST_REQUIRE(progress.has_value());
    BOOST_REQUIRE((*progress == Progress::complete));
    auto taken = reader.take();
    BOOST_REQUIRE(taken.has_value());
    return std::move(*taken);
}

unsigned refused_with(std::string_view text) {
    RequestReader reader(limits);
    reader.append(text);
    const auto progress = reader.advance();
    if (!progress) return progress.error().status;
    if (*progress != Progress::complete) return 0;
    const auto taken = reader.take();
    return taken ? 200 : taken.error().status;
}

const std::string chunked_request = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string chunked_response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

struct WithoutEnd {
    std::string begin;
    std::string more;
};

/// What may follow the header of a chunked message, is never body, and never ends.
const std::vector<WithoutEnd> after_a_chunked_header{
    {"1;name=", "value"}, {"3\r\nabc\r\n1;name=", "value"}, {"", "0"}, {"0\r\n", "A: b\r\n"}, {"0\r\nA: ", "b"},
};

constexpr int far_beyond_the_limit = 1000;

/// The status of the refusal; 0 when all was taken.
unsigned refused_in_pieces_with(const WithoutEnd& text) {
    RequestReader reader(limits);
    reader.append(text.begin);
    for (int i = 0; i < far_beyond_the_limit; ++i) {
        const auto progress = reader.advance();
        if (!progress) return progress.error().status;
        reader.append(text.more);
    }
    return 0;
}

/// The error; empty when all was taken.
std::string error_in_pieces_of(const WithoutEnd& text) {
    ResponseReader reader(limits, false);
    auto outcome = reader.append(text.begin);
    for (int i = 0; i < far_beyond_the_limit && outcome.has_value(); ++i)
        outcome = reader.append(text.more);
    return outcome ? "" : outcome.error();
}

Response response_to(std::string_view text, bool to_head = false) {
    ResponseReader reader(limits, to_head);
    BOOST_REQUIRE(reader.append(text).value());
    return reader.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_test)

BOOST_AUTO_TEST_CASE(a_request_is_read_with_all_its_parts) {
    RequestReader reader(limits);
    const auto taken =
        read(reader, "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 5\r\n\r\nhello");
    BOOST_TEST(taken.request.method == "POST");
    BOOST_TEST(taken.request.path == "/a/b");
    BOOST_TEST(taken.request.query.at("c") == "d");
    BOOST_TEST(taken.request.headers.at("x-one") == "1, 2");
    BOOST_TEST(taken.request.body == "hello");
    BOOST_TEST(taken.keep_alive);
    BOOST_TEST(!taken.is_head);
}

BOOST_AUTO_TEST_CASE(a_request_may_come_byte_by_byte) {
    const std::string text =
        "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    RequestReader reader(limits);
    BOOST_TEST(!reader.has_begun());
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        reader.append(text.substr(i, 1));
        BOOST_REQUIRE((reader.advance().value() == Progress::need_more));
        BOOST_TEST(reader.has_begun());
    }
    BOOST_TEST(read(reader, text.substr(text.size() - 1)).request.body == "abcde");
    BOOST_TEST(!reader.has_begun());
}

BOOST_AUTO_TEST_CASE(requests_that_come_together_are_read_one_after_the_other) {
    RequestReader reader(limits);
    BOOST_TEST(read(reader, "GET /1 HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n").request.path == "/1");
    BOOST_TEST(reader.has_begun());
    BOOST_TEST(read(reader, "").request.path == "/2");
}

BOOST_AUTO_TEST_CASE(http_1_0_and_connection_close_end_the_connection) {
    RequestReader reader(limits);
    BOOST_TEST(!read(reader, "GET / HTTP/1.0\r\n\r\n").keep_alive);
    BOOST_TEST(!read(reader, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n").keep_alive);
}

BOOST_AUTO_TEST_CASE(a_caller_that_waits_for_continue_is_told_once) {
    RequestReader reader(limits);
    reader.append("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    BOOST_TEST((reader.advance().value() == Progress::wants_continue));
    BOOST_TEST((reader.advance().value() == Progress::need_more));
    BOOST_TEST(read(reader, "ok").request.body == "ok");
}

BOOST_AUTO_TEST_CASE(a_body_at_the_limit_is_read_and_one_byte_more_is_413) {
    BOOST_TEST(refused_with("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234567890123456789") == 200u);
    BOOST_TEST(refused_with("POST / HTTP/1.1\r\nContent-Length: 21\r\n\r\n") == 413u);
    BOOST_TEST(
        refused_with("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n012345678901234567890\r\n0\r\n\r\n") ==
        413u);
}

BOOST_AUTO_TEST_CASE(a_header_too_long_is_431) {
    BOOST_TEST(refused_with("GET / HTTP/1.1\r\nX: " + std::string(500, 'x') + "\r\n\r\n") == 431u);
    BOOST_TEST(refused_with("GET /" + std::string(500, 'x')) == 431u);
}

BOOST_AUTO_TEST_CASE(fields_that_come_one_by_one_are_a_header_too_long_in_the_end) {
    BOOST_TEST(refused_in_pieces_with({"GET / HTTP/1.1\r\nA", ": b\r\nA"}) == 431u);
    BOOST_TEST(error_in_pieces_of({"HTTP/1.1 200 OK\r\nA", ": b\r\nA"}) == "the header is longer than 400 bytes");
}

BOOST_AUTO_TEST_CASE(a_chunks_line_or_a_trailer_without_end_is_refused_like_a_header_too_long) {
    for (const auto& [begin, more] : after_a_chunked_header) {
        BOOST_TEST(refused_in_pieces_with({chunked_request + begin, more}) == 431u, begin + more);
        BOOST_TEST(error_in_pieces_of({chunked_response + begin, more}) == "the header is longer than 400 bytes",
                   begin + more);
    }
}

BOOST_AUTO_TEST_CASE(each_chunks_line_has_the_limit_for_itself) {
    std::string chunks;
    for (int i = 0; i < 20; ++i)
        chunks += "1;name=" + std::string(100, 'v') + "\r\nx\r\n";
    chunks += "0\r\n\r\n";
    BOOST_TEST(refused_with(chunked_request + chunks) == 200u);
    BOOST_TEST(response_to(chunked_response + chunks).body == std::string(20, 'x'));
}

BOOST_AUTO_TEST_CASE(a_chunk_that_comes_in_pieces_longer_than_a_header_is_body_all_the_same) {
    RequestReader reader({.max_header_bytes = 100, .max_body_bytes = 4000});
    const std::string piece(1000, 'x');
    reader.append(chunked_request + "fa0\r\n");
    for (int i = 0; i < 4; ++i) {
        BOOST_REQUIRE((reader.advance().value() == Progress::need_more));
        reader.append(piece);
    }
    BOOST_TEST(read(reader, "\r\n0\r\nX-Sum: 7\r\n\r\n").request.body.size() == 4000u);
}

BOOST_AUTO_TEST_CASE(broken_http_is_400) {
    for (const char* text :
         {"hello\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "GET * HTTP/1.1\r\n\r\n",
          "GET /?a=%zz HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"})
        BOOST_TEST(refused_with(text) == 400u, text);
}

BOOST_AUTO_TEST_CASE(a_response_is_read_with_all_its_parts) {
    ResponseReader reader(limits, false);
    BOOST_TEST(
        !reader.append("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nX-A: b\r\nContent-Length: 2\r\n\r\nn")
             .value());
    BOOST_TEST(reader.append("o").value());
    BOOST_TEST(reader.keep_alive());
    const auto response = reader.take();
    BOOST_TEST(response.status == 403u);
    BOOST_TEST(response.content_type == "text/plain");
    BOOST_TEST(response.headers.at("x-a") == "b");
    BOOST_TEST(response.body == "no");
}

BOOST_AUTO_TEST_CASE(interim_responses_are_passed_over) {
    BOOST_TEST(response_to("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").status == 204u);
}

BOOST_AUTO_TEST_CASE(a_response_to_head_has_no_body) {
    BOOST_TEST(response_to("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true).body == "");
}

BOOST_AUTO_TEST_CASE(a_response_without_length_ends_with_the_connection) {
    ResponseReader reader(limits, false);
    BOOST_TEST(!reader.append("HTTP/1.1 200 OK\r\n\r\nabc").value());
    BOOST_TEST(reader.end());
    BOOST_TEST(!reader.keep_alive());
    BOOST_TEST(reader.take().body == "abc");
}

BOOST_AUTO_TEST_CASE(a_response_cut_short_is_never_complete) {
    for (const char* text : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd"}) {
        ResponseReader reader(limits, false);
        BOOST_TEST(!reader.append(text).value());
        BOOST_TEST(!reader.end());
    }
}

BOOST_AUTO_TEST_CASE(bytes_beyond_the_response_spoil_the_connection) {
    ResponseReader reader(limits, false);
    BOOST_TEST(reader.append("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK").value());
    BOOST_TEST(!reader.keep_alive());
}

BOOST_AUTO_TEST_CASE(a_broken_or_overlong_response_is_an_error) {
    for (const char* text : {"rubbish\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n"}) {
        ResponseReader reader(limits, false);
        BOOST_TEST(!reader.append(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_response_is_written_as_the_reader_reads_it) {
    Response sent;
    sent.status = 409;
    sent.body = "{}";
    sent.headers["X-Reason"] = "two\r\nSet-Cookie: lines";
    sent.headers["Content-Length"] = "99";
    const auto got = response_to(to_wire(sent, true, false));
    BOOST_TEST(got.status == 409u);
    BOOST_TEST(got.content_type == "application/json; charset=utf-8");
    BOOST_TEST(got.headers.at("x-reason") == "two  Set-Cookie: lines");
    BOOST_TEST(got.headers.at("content-length") == "2");
    BOOST_TEST(got.headers.at("connection") == "keep-alive");
    BOOST_TEST(got.body == "{}");
    BOOST_TEST(to_wire(sent, false, false).find("Connection: close\r\n") != std::string::npos);
    BOOST_TEST(to_wire(sent, true, true).ends_with("\r\n\r\n"));
    sent.status = 204;
    BOOST_TEST(to_wire(sent, true, false).find("Content-Length") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_is_written_as_the_reader_reads_it) {
    Request sent;
    sent.method = "POST";
    sent.path = "/a";
    sent.query["q"] = "x y";
    sent.headers["x-id"] = "7";
    sent.headers["host"] = "someone-else";
    sent.body = "body";
    RequestReader reader(limits);
    const auto taken = read(reader, to_wire(sent, "127.0.0.1:1").value());
    BOOST_TEST(taken.request.query.at("q") == "x y");
    BOOST_TEST(taken.request.headers.at("x-id") == "7");
    BOOST_TEST(taken.request.headers.at("host") == "127.0.0.1:1");
    BOOST_TEST(taken.request.body == "body");
}

BOOST_AUTO_TEST_CASE(what_would_break_a_request_is_not_written) {
    Request request;
    request.method = "GET";
    for (const char* path : {"", "a", "/a b", "/a\r\nX: y", "/a?b"}) {
        request.path = path;
        BOOST_TEST(!to_wire(request, "h").has_value(), path);
    }
    request.path = "/";
    request.headers["x"] = "a\r\nb: c";
    BOOST_TEST(!to_wire(request, "h").has_value());
    request.headers.clear();
    request.method = "GET /";
    BOOST_TEST(!to_wire(request, "h").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
