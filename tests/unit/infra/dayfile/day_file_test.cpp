// Day files as partners send them: what is read, what is reported and skipped, what is refused whole.
#include "gateway/infra/dayfile/day_folder.hpp"
#include "gateway/infra/zip/zip_writer.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::dayfile {
namespace {

namespace fs = std::filesystem;
using ports::DayFileLine;
using Lines = std::vector<DayFileLine>;

struct Folder {
    fs::path path = [] {
        std::string name = (fs::temp_directory_path() / "day-files.XXXXXX").string();
        return fs::path(mkdtemp(name.data()));
    }();
    DayFolder files{path};

    Folder() = default;
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void put(const std::string& name, const std::string& text) {
        std::ofstream file(path / name, std::ios::binary);
        zip::ZipWriter zip(file, "day.txt");
        zip.write(text);
        zip.finish();
    }
    std::string bytes(const std::string& name) {
        std::ifstream file(path / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void put_bytes(const std::string& name, const std::string& bytes) {
        std::ofstream(path / name, std::ios::binary) << bytes;
    }

    ports::DayFileReport report;
    Result<Lines> read(const std::string& name = "a.zip") {
        auto reader = files.open(name);
        if (!reader) return fail(reader.error());
        Lines all, batch;
        do {
            if (auto read = (*reader)->read(batch); !read) return fail(read.error());
            all.insert(all.end(), batch.begin(), batch.end());
        } while (!batch.empty());
        report = (*reader)->report();
        return all;
    }
    std::string refusal(const std::string& name = "a.zip") {
        const auto lines = read(name);
        return lines ? "read" : lines.error().detail;
    }
    std::string refusal_of(const std::string& text) {
        put("a.zip", text);
        return refusal();
    }
};

const std::string good = "S1\tV1\tP1\t1368.83\t1126.60\t2.00\t0\n";
const std::string refund = "S2\tnull\tnull\t-10\t-6.5\t0\t1\r\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(day_file, Folder)

BOOST_AUTO_TEST_CASE(each_line_is_a_settlement_or_a_refund) {
    put("a.zip", good + refund + "\n");
    const Lines lines = read().value();
    BOOST_REQUIRE(lines.size() == 2U);
    BOOST_TEST(lines[0].settlement.text == "S1");
    BOOST_TEST(lines[0].visit.text == "V1");
    BOOST_TEST(lines[0].sign == 1);
    BOOST_TEST(lines[0].total.to_yuan() == "1368.83");
    BOOST_TEST(lines[0].fund_total.to_yuan() == "1126.60");
    BOOST_TEST(lines[0].account.to_yuan() == "2.00");
    BOOST_TEST(lines[1].visit.empty());
    BOOST_TEST(lines[1].sign == -1);
    BOOST_TEST(lines[1].total.to_yuan() == "-10.00");
    BOOST_TEST(report.lines == 2);
    BOOST_TEST(!report.has_control_line);
}

BOOST_AUTO_TEST_CASE(one_bad_line_is_reported_with_its_number_and_the_rest_is_read) {
    put("a.zip", good + "S3\tV\tP\tmuch\t1\t0\t0\nS4\tV\tP\t1.00\n" + refund +
                     "\xC4\xE3\tV\tP\t1\t1\t0\t0\nS5\tV\tP\t1\t1\t0\t2\n");
    BOOST_TEST(read().value().size() == 2U);
    BOOST_TEST(report.lines == 6);
    BOOST_TEST(report.bad == 4);
    const std::vector<std::string> wanted{"line 2: medfee_sumamt cannot be read", "line 3: 4 columns where 7 belong",
                                          "line 5: setl_id cannot be read", "line 6: refd_setl_flag cannot be read"};
    BOOST_TEST(report.bad_lines == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_very_many_bad_lines_the_first_hundred_are_told) {
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += "?\n";
    put("a.zip", text);
    BOOST_TEST(read().value().empty());
    BOOST_TEST(report.bad == 1000);
    BOOST_TEST(report.bad_lines.size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_and_a_persons_name_in_gb18030_change_nothing) {
    put("a.zip", "\xEF\xBB\xBF" + good + "S2\tV\t\xD5\xC5\xC8\xFD\t1\t1\t0\t0\n");
    const Lines lines = read().value();
    BOOST_REQUIRE(lines.size() == 2U);
    BOOST_TEST(lines[0].settlement.text == "S1");
    BOOST_TEST(report.bad == 0);
}

BOOST_AUTO_TEST_CASE(a_control_line_has_to_hold) {
    const std::string sums = "\t1358.83\t1120.10\t2.00\n";
    BOOST_TEST(refusal_of(good + refund + "=END\t2" + sums) == "read");
    BOOST_TEST(report.has_control_line);
    BOOST_TEST(refusal_of(good + refund + "=END\t3" + sums) == "the control line says 3 lines, there are 2");
    BOOST_TEST(refusal_of(good + refund + "=END\t2\t1358.83\t1120.11\t2.00\n") ==
               "the control line's sum of fund_pay_sumamt is not that of the lines, 1120.10");
    BOOST_TEST(refusal_of(good + "=END\t1\n").find("five columns") != std::string::npos);
    BOOST_TEST(refusal_of(good + "=END\t1\t1368.83\t1126.60\t2.00\n" + refund).find("behind") != std::string::npos);
    // With a bad line its sums cannot hold; its count still has to.
    BOOST_TEST(refusal_of(good + "bad\n=END\t2" + sums) == "read");
    BOOST_TEST(refusal_of(good + "bad\n=END\t1" + sums) != "read");
}

BOOST_AUTO_TEST_CASE(lines_that_sum_to_more_than_an_amount_may_be_are_refused) {
    const std::string dear = "S1\tV1\tP1\t99999999999999.99\t0\t0\t0\n";
    BOOST_TEST(refusal_of(dear) == "read");
    std::string many = dear;
    for (int i = 0; i < 1'000; ++i)
        many += dear;
    BOOST_TEST(refusal_of(many) == "its lines sum to more than an amount may be");
}

BOOST_AUTO_TEST_CASE(an_archive_that_is_cut_off_or_damaged_at_any_byte_is_refused) {
    put("a.zip", good + refund);
    const std::string whole = bytes("a.zip");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        put_bytes("b.zip", whole.substr(0, length));
        BOOST_TEST(!read("b.zip").has_value(), length);
    }
    const std::size_t text_begins = 30 + std::string("day.txt").size(), text_ends = whole.size() - 22 - 46 - 7;
    // But the last one: it is filled up with bits that mean nothing.
    for (std::size_t at = text_begins; at + 1 < text_ends; ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        put_bytes("b.zip", damaged);
        BOOST_TEST(!read("b.zip").has_value(), at);
    }
    put_bytes("b.zip", "PK no archive at all, but long enough to look for an end in it");
    BOOST_TEST(!read("b.zip").has_value());
}

BOOST_AUTO_TEST_CASE(a_stored_text_is_read_like_a_packed_one) {
    // As `zip -0` writes it.
    put("a.zip", good);
    std::string archive = bytes("a.zip");
    const std::string header = archive.substr(0, 37);
    const std::string directory = archive.substr(archive.size() - 22 - 53);
    const auto with = [](std::string record, std::size_t method_at, std::size_t size_at, std::size_t size) {
        record[method_at] = 0;
        for (std::size_t i = 0; i < 4; ++i)
            record[size_at + i] = static_cast<char>(size >> (8 * i));
        return record;
    };
    std::string stored = with(header, 8, 18, good.size()) + good;
    const std::size_t at = stored.size();
    stored += with(directory, 10, 20, good.size());
    for (std::size_t i = 0; i < 4; ++i)
        stored[stored.size() - 6 + i] = static_cast<char>(at >> (8 * i));
    put_bytes("s.zip", stored);
    BOOST_TEST(refusal("s.zip") == "read");
    BOOST_TEST(report.lines == 1);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again_and_twice_the_same) {
    Lines lines;
    for (int i = 1; i <= 30'000; ++i)
        lines.push_back({0, SettlementId(fmt::format("330200{:024}", i * 7919)), VisitId(i % 3 == 0 ? "" : "V"),
                         i % 10 == 0 ? -1 : 1, Money::from_fen(i * 100), Money::from_fen(i), Money::from_fen(-i)});
    for (const char* name : {"a.zip", "b.zip"}) {
        auto writer = files.create(name).value();
        BOOST_TEST(!fs::exists(path / name));
        BOOST_TEST(writer->write(lines).has_value());
        BOOST_TEST(!fs::exists(path / name));
        BOOST_TEST(writer->finish().has_value());
    }
    const Lines again = read().value();
    BOOST_TEST(report.has_control_line);
    BOOST_REQUIRE(again.size() == lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
        BOOST_REQUIRE((again[i].settlement == lines[i].settlement && again[i].visit == lines[i].visit &&
                       again[i].sign == lines[i].sign && again[i].total == lines[i].total &&
                       again[i].fund_total == lines[i].fund_total && again[i].account == lines[i].account));
    fs::rename(path / "b.zip", path / "a2.zip");
    BOOST_TEST(bytes("a.zip").size() == bytes("a2.zip").size());
}

BOOST_AUTO_TEST_CASE(a_writer_that_does_not_finish_leaves_nothing) {
    put("a.zip", good);
    const std::string before = bytes("a.zip");
    BOOST_TEST(files.create("a.zip").value()->write({}).has_value());
    BOOST_TEST(bytes("a.zip") == before);
    BOOST_TEST(std::distance(fs::directory_iterator(path), {}) == 1);
}

BOOST_AUTO_TEST_CASE(nobody_reaches_out_of_the_folder) {
    for (const char* name : {"../a.zip", "/etc/a.zip", ".zip", ".a.zip", "a.txt", "a b.zip", "", "a/../b.zip"})
        BOOST_TEST((files.open(name).error().code == ErrorCode::invalid_value), name);
    BOOST_TEST((files.open("missing.zip").error().code == ErrorCode::not_found));
    BOOST_TEST((DayFolder("").open("a.zip").error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::dayfile
