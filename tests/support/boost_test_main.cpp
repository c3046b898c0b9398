#define BOOST_TEST_MODULE clearing
#include <boost/test/unit_test.hpp>
