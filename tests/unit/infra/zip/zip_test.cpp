// Archives of one file: what is packed is unpacked, and nothing else ever.
#include "gateway/infra/zip/zip.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::zip {
namespace {

constexpr std::size_t largest = 1 << 20;

/// A ZIP of one stored file without descriptor, as another program writes it; in hexadecimal digits.
constexpr std::string_view foreign_zip =
    "504b030414000000000000002100ac2a93d8020000000200000005000000612e7478746869504b010214031400000000"
    "0000002100ac2a93d80200000002000000050000000000000000000000800100000000612e747874504b050600000000"
    "0100010033000000250000000000";

std::string bytes_of(std::string_view hexadecimal) {
    std::string bytes;
    for (std::size_t at = 0; at < hexadecimal.size(); at += 2)
        bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(at, 2)), nullptr, 16));
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archives)

BOOST_AUTO_TEST_CASE(a_zip_is_read_back_and_is_the_same_for_the_same_content) {
    const ZippedFile file{"明细.txt", std::string(5000, 'a') + "\t张\n"};
    const std::string archive = pack(file);
    BOOST_TEST(archive == pack(file));
    BOOST_TEST(archive.size() < 500u);
    const auto read = unpack(archive, largest);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->name == file.name);
    BOOST_TEST(read->content == file.content);
    BOOST_TEST(unpack(pack({"empty.txt", ""}), largest).value().content == "");
}

// Where a piece ends zlib may have taken all there is, and hold the last of the text.
BOOST_AUTO_TEST_CASE(a_text_that_ends_just_behind_a_piece_is_read_to_its_end) {
    constexpr std::size_t piece = 256 * 1024;
    for (std::size_t beyond = 0; beyond < 300; ++beyond) {
        std::string text;
        while (text.size() < piece + beyond)
            text += "330200000000000000000000000001\t1\tP\t100.00\t80.00\t0\t0\n";
        text.resize(piece + beyond);
        const auto read = unpack(pack({"day.txt", text}), 2 * piece);
        BOOST_TEST_REQUIRE(read.has_value(), beyond);
        BOOST_TEST((read->content == text), beyond);
    }
}

BOOST_AUTO_TEST_CASE(a_zip_of_another_program_is_read) {
    const auto read = unpack(bytes_of(foreign_zip), largest);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->name == "a.txt");
    BOOST_TEST(read->content == "hi");
}

BOOST_AUTO_TEST_CASE(a_zip_that_is_damaged_cut_or_too_large_is_refused) {
    const std::string archive = pack({"a.txt", std::string(2000, 'x')});
    BOOST_TEST((unpack(archive, 1999).error().code == ErrorCode::over_limit));
    BOOST_TEST((unpack("no zip at all", largest).error().code == ErrorCode::invalid_value));
    for (std::size_t length = 0; length < archive.size(); ++length)
        BOOST_TEST(!unpack(std::string_view(archive).substr(0, length), largest).has_value());
    for (std::size_t at = 0; at < archive.size(); ++at) {
        std::string changed = archive;
        changed[at] = static_cast<char>(changed[at] ^ 0x55);
        const auto read = unpack(changed, largest);  // whatever was changed: never other content
        if (read) BOOST_TEST(read->content == std::string(2000, 'x'));
    }
}

BOOST_AUTO_TEST_CASE(directories_are_passed_over_and_a_second_file_is_refused) {
    // The directory's entry of the file, twice: the second time with another name.
    std::string archive = bytes_of(foreign_zip);
    const std::size_t entry_at = archive.find("PK\x01\x02"), end_at = archive.find("PK\x05\x06");
    std::string second = archive.substr(entry_at, end_at - entry_at);
    archive[end_at + 8] = archive[end_at + 10] = 2;
    const auto with = [&](char last_of_name) {
        std::string both = archive;
        second.back() = last_of_name;
        return both.insert(end_at, second);
    };
    BOOST_TEST(unpack(with('/'), largest).value().name == "a.txt");
    BOOST_TEST((unpack(with('2'), largest).error().code == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::zip
