#include "gateway/infra/tls/identity.hpp"

#include "gateway/infra/tls/pem.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace clearing::tls {

namespace {

constexpr std::string_view any_of_ours = "urn:clearing:";
constexpr std::string_view before_region = "urn:clearing:region:";
constexpr std::string_view before_role = ":role:";
constexpr std::size_t region_digits = 6;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_role_letter(char c) {
    return (c >= 'a' && c <= 'z') || c == '-';
}

std::string common_name_of(X509* certificate) {
    X509_NAME* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0) return {};
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (length < 0) return {};
    std::string name(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    return name;
}

std::string fingerprint_of(X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) return {};
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += hex[digest[i] >> 4];
        text += hex[digest[i] & 0xF];
    }
    return text;
}

/// The URIs of the SAN that claim to be ours, well-formed or not.
std::vector<std::string> our_uris_of(X509* certificate) {
    std::vector<std::string> uris;
    auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    if (names == nullptr) return uris;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_URI) continue;
        const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
        std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                         static_cast<std::size_t>(ASN1_STRING_length(uri)));
        if (text.starts_with(any_of_ours)) uris.push_back(std::move(text));
    }
    GENERAL_NAMES_free(names);
    return uris;
}

}  // namespace

std::optional<Identity> parse_san(std::string_view uri) {
    if (!uri.starts_with(before_region)) return std::nullopt;
    uri.remove_prefix(before_region.size());
    const std::string_view region = uri.substr(0, region_digits);
    if (region.size() != region_digits || !std::ranges::all_of(region, is_digit)) return std::nullopt;
    uri.remove_prefix(region_digits);
    if (!uri.starts_with(before_role)) return std::nullopt;
    uri.remove_prefix(before_role.size());
    if (uri.empty() || !std::ranges::all_of(uri, is_role_letter)) return std::nullopt;
    Identity identity;
    identity.region = region;
    identity.role = uri;
    return identity;
}

std::optional<Identity> identity_of(X509* certificate) {
    if (certificate == nullptr) return std::nullopt;
    const std::vector<std::string> uris = our_uris_of(certificate);
    // Two of them, even one good and one broken, would leave to us which to believe: neither.
    if (uris.size() != 1) return std::nullopt;
    std::optional<Identity> identity = parse_san(uris.front());
    if (!identity) return std::nullopt;
    identity->name = common_name_of(certificate);
    identity->fingerprint = fingerprint_of(certificate);
    identity->not_after = time_of(X509_get0_notAfter(certificate));
    return identity;
}

}  // namespace clearing::tls
