#include "gateway/infra/tls/pem.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace clearing::tls {

namespace {

using std::filesystem::path;

constexpr std::uintmax_t largest_file_bytes = 64 * 1024 * 1024;

std::expected<std::string, std::string> read_text(const path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) return std::unexpected(fmt::format("{} cannot be read: {}", file.string(), error.message()));
    if (size > largest_file_bytes) return std::unexpected(fmt::format("{} is too large", file.string()));
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::unexpected(fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    return std::string(std::istreambuf_iterator<char>(in), {});
}

int no_passphrase(char*, int, int, void*) {
    return -1;
}

/// Reads PEM blocks of one kind until there are no more. A broken block is an error, not the end of the list.
template <class T, class ReadOne>
std::expected<std::vector<Owned<T>>, std::string> read_all(const path& file, const char* kind, ReadOne read_one) {
    const auto text = read_text(file);
    if (!text) return std::unexpected(text.error());
    const Owned<BIO> bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
    std::vector<Owned<T>> found;
    ERR_clear_error();
    while (T* one = read_one(bio.get(), nullptr, no_passphrase, nullptr))
        found.emplace_back(one);
    const bool only_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const std::string reason = openssl_reason();
    if (!only_the_end) return std::unexpected(fmt::format("{} holds a broken {}: {}", file.string(), kind, reason));
    if (found.empty()) return std::unexpected(fmt::format("{} holds no {} in PEM form", file.string(), kind));
    return found;
}

}  // namespace

std::expected<std::vector<Owned<X509>>, std::string> read_certificates(const path& file) {
    return read_all<X509>(file, "certificate", PEM_read_bio_X509);
}

std::expected<std::vector<Owned<X509_CRL>>, std::string> read_revocations(const path& file) {
    return read_all<X509_CRL>(file, "certificate revocation list", PEM_read_bio_X509_CRL);
}

std::expected<Owned<EVP_PKEY>, std::string> read_key(const path& file) {
    const auto text = read_text(file);
    if (!text) return std::unexpected(text.error());
    const Owned<BIO> bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
    ERR_clear_error();
    Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
    if (key) return key;
    return std::unexpected(
        fmt::format("{} holds no private key that can be read: {}", file.string(), openssl_reason()));
}

std::chrono::system_clock::time_point time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string openssl_reason() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason == nullptr ? "no reason given" : reason;
}

}  // namespace clearing::tls
