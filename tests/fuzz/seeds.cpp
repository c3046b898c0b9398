#include "adapters/yangtze_delta/framing.hpp"
#include "gateway/infra/zip/zip.hpp"
#include "tests/fuzz/check.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace clearing::fuzz {
namespace {

namespace fs = std::filesystem;
const fs::path tests = fs::path(CLEARING_SOURCE_DIR) / "tests";

std::string read_file(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

std::vector<fs::path> files_in(const fs::path& folder, std::string_view ending) {
    std::vector<fs::path> files;
    if (!fs::is_directory(folder)) return files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().ends_with(ending)) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

using Seeds = std::vector<std::string>;

std::string request_over_http(const std::string& body) {
    return "POST /fsi/api/gateway?a=1%202 HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string answer_over_http(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

Seeds national(std::string_view kind, bool with_number) {
    Seeds seeds;
    for (const fs::path& file : files_in(tests / "golden/national_format", ".json")) {
        const std::string name = file.filename().string();
        if (name.find(kind) == std::string::npos) continue;
        seeds.push_back(with_number ? name.substr(0, name.find('-')) + "\n" + read_file(file) : read_file(file));
    }
    return seeds;
}

Seeds frames() {
    Seeds seeds;
    for (const fs::path& file : files_in(tests / "golden/delta", ".frame"))
        seeds.push_back(read_file(file));
    return seeds;
}

Seeds envelopes() {
    Seeds seeds;
    for (const std::string& frame : frames())
        seeds.push_back(frame.substr(4));
    return seeds;
}

/// Streams of one, two and all frames, cut in different places.
Seeds streams() {
    Seeds seeds;
    std::string all;
    char cut = 0;
    for (const std::string& frame : frames()) {
        all += frame;
        seeds.push_back(cut++ + frame + frame);
    }
    seeds.push_back('\x02' + all);
    seeds.push_back(std::string("\x01\0\0\0\0", 5));
    seeds.push_back(std::string("\x01\0\0\x10\x01") + std::string(40, 'x'));
    return seeds;
}

Seeds http_requests() {
    Seeds seeds{"\x01GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
                "\x02POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
                "\x03POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
                "\x05HEAD /%E5%AE%81?q=%2B+x&q2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: a\r\nX: b\r\n\r\n"};
    char cut = 0;
    for (const std::string& body : national("-request", false))
        if (body.size() < 2000) seeds.push_back(cut++ + request_over_http(body));
    return seeds;
}

Seeds http_responses() {
    Seeds seeds{"\x02HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                "\x01HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "\x02HTTP/1.0 200 OK\r\n\r\nuntil the end",
                "\x04HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\nRetry-After: 1\r\n\r\n3\r\nabc\r\n0\r\n\r\n"};
    char cut = 0;
    for (const std::string& body : national("-answer", false))
        if (body.size() < 2000) seeds.push_back(cut++ + answer_over_http(body));
    return seeds;
}

/// Rows of a 3202, and the same zipped.
Seeds archives() {
    Seeds seeds{"S1\tV1\tP1\t69.6\t50.00\t10\t0\n", "\xEF\xBB\xBFS1\tnull\tP1\t-69.6\t-50\tnull\t1\r\nbad line\r\n",
                "S1\tV1\tP1\t69.6\t50.00\t10\t0\nS2\tV1\tP1\t-69.6\t-50.00\t-10\t1\n",
                "S1\tV1\tP1\t1.001\t1\t1\t2\n\n\t\t\t\t\t\t\n"};
    for (const std::string& rows : Seeds(seeds))
        seeds.push_back(zip::pack({"detail.txt", rows}));
    return seeds;
}

Seeds sheets() {
    return {"code,name,price\r\nA1,\"阿莫西林, 胶囊\",12.50\r\nA2,\"he said \"\"yes\"\"\",3\r\n",
            "\xEF\xBB\xBF"
            "a,b\n1,2\n\n3,4\n",
            "a;b\n1;2\n",
            "a,b\r\n\"line\r\nbreak\",2\r\n",
            "\xB1\xE0\xC2\xEB,\xC3\xFB\xB3\xC6\r\n1,\xC4\xFE\xB2\xA8\r\n",  // GB18030
            "a,b\n1,2,3\n",
            "a,b\n\"open",
            "a\rb\rc\r",
            std::string("a,b\n\0,1\n", 8)};
}

/// Lines of a day file, and the same zipped.
Seeds day_files() {
    const std::string good = "S1\tV1\tP1\t1368.83\t1126.60\t2.00\t0\n", refund = "S2\tnull\tnull\t-10\t-6.5\t0\t1\r\n";
    std::string bad;
    for (int i = 0; i < 101; ++i)
        bad += "?\n";
    Seeds seeds{good, good + refund + "=END\t2\t1358.83\t1120.10\t2.00\n",
                "\xEF\xBB\xBF" + good + "\n" + refund + "S3\tV\t\xD5\xC5\xC8\xFD\t1\t1\t0\t0",
                good + refund + "=END\t3\t1358.83\t1120.10\t2.00\n", bad + good};
    for (const std::string& lines : Seeds(seeds))
        seeds.push_back(zip::pack({"day.txt", lines}));
    return seeds;
}

Seeds documents() {
    Seeds seeds{"{}",
                "[1,2.50,-0,1e3,\"\\u5b81\\n\"]",
                "{\"a\":{\"b\":[{\"c\":null},true,\"69.6\"]}}",
                "\xEF\xBB\xBF{\"a\":\"null\"}",
                "{\"a\":1,\"a\":2}",
                "[[[[[[[[[1]]]]]]]]]"};
    for (const std::string& body : national(".json", false))
        if (body.size() < 3000) seeds.push_back(body);
    return seeds;
}

Seeds made_for(std::string_view target) {
    if (target == "json") return documents();
    if (target == "national_request") return national("-request", false);
    if (target == "national_answer") return national("-answer", true);
    if (target == "detail_archive") return archives();
    if (target == "delta_envelope") return envelopes();
    if (target == "delta_framing") return streams();
    if (target == "csv") return sheets();
    if (target == "day_file") return day_files();
    if (target == "http_request") return http_requests();
    if (target == "http_response") return http_responses();
    throw std::invalid_argument("no seeds are made for the target " + std::string(target));
}

}  // namespace

std::vector<std::string> seeds_of(std::string_view target) {
    Seeds seeds = made_for(target);
    for (const fs::path& file : files_in(tests / "fuzz/corpus" / target, ""))
        if (file.filename() != "README") seeds.push_back(read_file(file));
    return seeds;
}

}  // namespace clearing::fuzz
